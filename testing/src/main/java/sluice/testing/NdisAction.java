package sluice.testing;

/**
 * One thing that happens to a Windows machine with a driver, some time after the one before it; see
 * {@link NdisSchedule}.
 */
public sealed interface NdisAction {
    /** Time since the action before, in milliseconds. */
    int afterMillis();

    /**
     * A UDP datagram; in fragments if it is longer than 1472 octets. Port 9 is listened to.
     *
     * @param outgoing from the machine to its peer, or the other way
     * @param lengthOctets of its payload
     */
    record Datagram(int afterMillis, boolean outgoing, int port, int lengthOctets)
            implements NdisAction {
        @Override
        public String toString() {
            return "udp "
                    + lengthOctets
                    + " octets, "
                    + (outgoing ? "win to lin:" : "lin to win:")
                    + port;
        }
    }

    /**
     * An echo request, which is answered.
     *
     * @param lengthOctets of its payload
     */
    record Echo(int afterMillis, boolean outgoing, int lengthOctets) implements NdisAction {
        @Override
        public String toString() {
            return "ping " + lengthOctets + " octets, " + (outgoing ? "win to lin" : "lin to win");
        }
    }

    /** A frame that comes into the machine's NIC from nowhere, addressed to it. */
    record Arrival(int afterMillis, Frame frame) implements NdisAction {
        @Override
        public String toString() {
            return "frame " + frame;
        }
    }

    /** The driver's upper edge is reset, or the NIC below it; at a filter nothing happens. */
    record Reset(int afterMillis, boolean ofDriver) implements NdisAction {
        @Override
        public String toString() {
            return (ofDriver ? "the driver" : "the NIC") + " is reset";
        }
    }

    /** The cable is pulled, or put back. */
    record Cable(int afterMillis, boolean up) implements NdisAction {
        @Override
        public String toString() {
            return up ? "the cable is put back" : "the cable is pulled";
        }
    }

    /** The stack is paused, another driver comes in or goes, and it is restarted. */
    record Neighbour(int afterMillis, boolean in) implements NdisAction {
        @Override
        public String toString() {
            return "another driver " + (in ? "comes in" : "is taken out");
        }
    }

    /** The driver is taken out; nothing if it is out. */
    record TakeOut(int afterMillis) implements NdisAction {
        @Override
        public String toString() {
            return "the driver is taken out";
        }
    }

    /** A new driver is put in; nothing if one is in. */
    record PutIn(int afterMillis) implements NdisAction {
        @Override
        public String toString() {
            return "a new driver is put in";
        }
    }

    /**
     * There is no memory for what the driver allocates next. The language of scenarios has no word
     * for it.
     *
     * @param count how many allocations fail
     */
    record Shortage(int afterMillis, int count) implements NdisAction {
        @Override
        public String toString() {
            return "the next " + count + " allocations of the driver fail";
        }
    }
}
