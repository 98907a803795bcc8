"""A version down and up again. Run in an instance of its own."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def down_and_up() -> None:
    """Prints what was taken back and applied again."""
    for app, name in last_ones():
        call_command("migrate", app, name, verbosity=0)
        call_command("migrate", verbosity=0)
        # Django's own list of models keeps one that the migration has brought back and taken away again.
        call_command("remove_stale_contenttypes", interactive=False, verbosity=0)
        print(app, name)


def last_ones() -> list[tuple[str, str]]:
    """(app, the one before its last) wherever only that last one goes with it: without the tables of an app, or those
    of another one, its rows could not stay."""
    executor = MigrationExecutor(connection)
    found = []
    for app, name in executor.loader.graph.leaf_nodes():
        before = [parent for parent in executor.loader.graph.node_map[app, name].parents if parent.key[0] == app]
        if before and len(executor.migration_plan([before[0].key])) == 1:
            found.append((app, str(before[0].key[1])))
    return found
