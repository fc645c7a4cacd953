package sluice.testing;

/**
 * One thing that happens to a router with a hook, some time after the one before it; see {@link
 * HookSchedule}.
 */
public sealed interface HookAction {
    /** Time since the action before, in milliseconds. */
    int afterMillis();

    /** Which way a packet goes. */
    enum Way {
        /** From the station to the far one: PREROUTING, FORWARD, POSTROUTING. */
        THROUGH("station", "far"),
        /** From the station to the router: PREROUTING, INPUT. */
        IN("station", "router"),
        /** From the router to the far station: OUTPUT, POSTROUTING. */
        OUT("router", "far");

        private final String from;
        private final String to;

        Way(String from, String to) {
            this.from = from;
            this.to = to;
        }

        String from() {
            return from;
        }

        String to() {
            return to;
        }
    }

    /**
     * A UDP datagram; in fragments if it is longer than 1472 octets. Nobody listens but at port 9.
     *
     * @param lengthOctets of its payload
     */
    record Datagram(int afterMillis, Way way, int port, int lengthOctets) implements HookAction {
        @Override
        public String toString() {
            return "udp " + lengthOctets + " octets, " + way.from + " to " + way.to + ":" + port;
        }
    }

    /**
     * An echo request, which is answered.
     *
     * @param lengthOctets of its payload
     */
    record Echo(int afterMillis, Way way, int lengthOctets) implements HookAction {
        @Override
        public String toString() {
            return "ping " + lengthOctets + " octets, " + way.from + " to " + way.to;
        }
    }

    /** A frame that comes into the router's eth0 from nowhere, addressed to it. */
    record Arrival(int afterMillis, Frame frame) implements HookAction {
        @Override
        public String toString() {
            return "frame " + frame;
        }
    }

    /**
     * The program behind the hook's queue answers.
     *
     * @param count how many packets, the oldest first
     * @param drops whether they are dropped, or go on
     */
    record Answer(int afterMillis, int count, boolean drops) implements HookAction {
        @Override
        public String toString() {
            String which = count == 1 ? "what waits longest" : "up to " + count + " that wait";
            return which + (drops ? " is dropped" : " goes on");
        }
    }

    /** What waits goes on, then the hook is taken out; nothing if it is out. */
    record TakeOut(int afterMillis) implements HookAction {
        @Override
        public String toString() {
            return "the hook is taken out";
        }
    }

    /** A new hook is put in; nothing if one is in. */
    record PutIn(int afterMillis) implements HookAction {
        @Override
        public String toString() {
            return "a new hook is put in";
        }
    }
}
