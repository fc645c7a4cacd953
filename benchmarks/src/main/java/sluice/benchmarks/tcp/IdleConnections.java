package sluice.benchmarks.tcp;

import sluice.edge.SocketRefused;

/**
 * What an idle connection holds: the heap before and after so many of them between two hosts, both
 * ends counted, each end with its sockets, timers and table entries. {@code benchmarks/run.sh idle
 * [CONNECTIONS]}.
 */
public final class IdleConnections {
    private static final int COLLECTIONS = 5;

    private IdleConnections() {}

    /** Prints a line for each kind of host. */
    public static void main(String[] arguments) throws SocketRefused {
        int connections = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
        System.out.printf("%d idle connections, both ends%n", connections);
        for (String kind : new String[] {"linux", "windows"}) {
            measure(kind, Math.min(100, connections)); // classes and first growth
            var pair = new BulkPair(kind, null);
            long before = used();
            pair.idle(connections);
            long after = used();
            System.out.printf(
                    "%-8s %,8d octets an end, %,d KiB in all%n",
                    kind, (after - before) / connections / 2, (after - before) >> 10);
            pair.world.close();
        }
    }

    private static void measure(String kind, int connections) throws SocketRefused {
        var pair = new BulkPair(kind, null);
        pair.idle(connections);
        pair.world.close();
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
