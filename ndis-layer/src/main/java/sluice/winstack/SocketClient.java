package sluice.winstack;

import sluice.edge.SocketOwner;

/**
 * Who opened a socket, as the transport devices know it. TCP keeps it as the socket's owner, which
 * a Windows host has no other use for.
 *
 * @param process name of the process
 * @param id its number
 * @param belowFilters whether it speaks to the transport's own device objects, past all filters
 */
record SocketClient(String process, int id, boolean belowFilters) {
    /** The same for a connection. */
    SocketOwner owner() {
        return new SocketOwner(id, belowFilters ? 1 : 0, 0, false);
    }

    static boolean isBelowFilters(SocketOwner owner) {
        return owner.gid() != 0;
    }
}
