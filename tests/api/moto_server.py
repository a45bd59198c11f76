"""Serves moto's DynamoDB with transactions that are isolated, as DynamoDB's are.

moto starts a transaction by copying all tables and restores the copies when it is canceled. So what others write
meanwhile is lost, two concurrent transactions both succeed, and each takes longer with every item that is stored. Here
one request is answered at a time, and the copies share the items, which are copied when they are updated. A transaction
has up to 100 items instead of the 25 that DynamoDB allowed once. Expressions, keys and errors are moto's.
"""

import copy
import sys
import threading
from collections import defaultdict

from moto.dynamodb import responses
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import run_simple


def one_at_a_time(application):
    turn = threading.Lock()

    def answer(environ, start_response):
        with turn:
            return application(environ, start_response)

    return answer


def copy_table(table, _):
    copied = copy.copy(table)
    copied.items = defaultdict(dict, {key: dict(items) for key, items in table.items.items()})
    return copied


update_in_place = DynamoDBBackend.update_item


def update_a_copy(backend, table_name, key, *arguments, **named):
    table = backend.get_table(table_name)
    hash_key, range_key = DynamoType(key[table.hash_key_attr]), DynamoType(key[table.range_key_attr])
    if item := table.get_item(hash_key, range_key):
        table.items[hash_key][range_key] = copy.deepcopy(item)
    return update_in_place(backend, table_name, key, *arguments, **named)


Table.__deepcopy__ = copy_table
responses.TRANSACTION_MAX_ITEMS = 100
DynamoDBBackend.update_item = update_a_copy

application = one_at_a_time(DomainDispatcherApplication(create_backend_app))
run_simple("127.0.0.1", int(sys.argv[1]), application, threaded=True, request_handler=MotoRequestHandler)
