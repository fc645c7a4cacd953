package sluice.linuxstack;

import sluice.trace.Step;
import sluice.trace.StepFields;

/** What happens in the protocols and at sockets. */
public sealed interface StackStep extends Step {
    /** A route was found, or the reason why there is none. */
    record Routed(
            long timeNanos, long packetId, String place, String result, String route, String device)
            implements StackStep {
        @Override
        public String verb() {
            return "route";
        }

        @Override
        public void describe(StepFields fields) {
            fields.text("result", result);
            fields.text("route", route);
            fields.text("device", device);
        }
    }

    /** A packet joined a socket's receive queue. */
    record SocketReceived(
            long timeNanos, long packetId, String place, String socket, int lengthOctets)
            implements StackStep {
        @Override
        public String verb() {
            return "socket";
        }

        @Override
        public void describe(StepFields fields) {
            fields.text("socket", socket);
            fields.number("lengthOctets", lengthOctets);
        }
    }

    /** A packet waits for its neighbour's address. */
    record NeighbourWait(long timeNanos, long packetId, String place, String neighbour)
            implements StackStep {
        @Override
        public String verb() {
            return "neighbour";
        }

        @Override
        public void describe(StepFields fields) {
            fields.text("neighbour", neighbour);
        }
    }
}
