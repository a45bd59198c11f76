#!/bin/sh
# A function that ends before it polls for an event.
echo "no table for $_HANDLER in $REGION" >&2
exit 3
