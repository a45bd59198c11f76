#!/bin/sh
# A function that ends before it has asked for an event.
echo "no table for $_HANDLER in $REGION" >&2
exit 3
