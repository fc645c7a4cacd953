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

    /**
     * The stack is paused, another driver comes in or goes, and it is restarted.
     *
     * @param filter a lightweight filter, or an intermediate driver
     */
    record Neighbour(int afterMillis, boolean in, boolean filter) implements NdisAction {
        @Override
        public String toString() {
            return (filter ? "a filter " : "another driver ") + (in ? "comes in" : "is taken out");
        }
    }

    /** The stack is paused until it is restarted. */
    record Pause(int afterMillis, boolean on) implements NdisAction {
        @Override
        public String toString() {
            return on ? "the stack is paused" : "the stack is restarted";
        }
    }

    /** The adapter is put to sleep (D3), or wakes (D0). */
    record Power(int afterMillis, boolean asleep) implements NdisAction {
        @Override
        public String toString() {
            return asleep ? "the adapter goes to sleep" : "the adapter wakes";
        }
    }

    /** tcpip's binding to the adapter is undone, or made again. */
    record Binding(int afterMillis, boolean bound) implements NdisAction {
        @Override
        public String toString() {
            return bound ? "tcpip is bound again" : "tcpip is unbound";
        }
    }

    /** What programs have sent and still waits in some queue is cancelled. */
    record Cancel(int afterMillis) implements NdisAction {
        @Override
        public String toString() {
            return "queued sends are cancelled";
        }
    }

    /** The device is pulled out. Of what comes later only traffic counts. */
    record SurpriseRemoval(int afterMillis) implements NdisAction {
        @Override
        public String toString() {
            return "the NIC is pulled out";
        }
    }

    /**
     * A protocol of the kit's own sends an array of short frames. It is bound from the beginning if
     * there is such an action, and keeps every third frame that it is shown for some milliseconds.
     * The language of scenarios has no word for it.
     *
     * @param count how many frames
     */
    record Frames(int afterMillis, int count) implements NdisAction {
        @Override
        public String toString() {
            return "another protocol sends an array of " + count;
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
     * There is no memory for what the driver allocates next.
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
