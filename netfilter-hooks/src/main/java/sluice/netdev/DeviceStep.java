package sluice.netdev;

import sluice.trace.Step;
import sluice.trace.StepFields;

/** What happens in the device layer. */
public sealed interface DeviceStep extends Step {
    /** A packet joined the queue in front of a device. */
    record Enqueued(
            long timeNanos, long packetId, String place, String qdisc, int priority, int waiting)
            implements DeviceStep {
        @Override
        public String verb() {
            return "enqueued";
        }

        @Override
        public void describe(StepFields fields) {
            fields.text("qdisc", qdisc);
            fields.number("priority", priority);
            fields.number("waiting", waiting);
        }
    }

    /** A packet left the queue in front of a device. */
    record Dequeued(long timeNanos, long packetId, String place, String qdisc, int waiting)
            implements DeviceStep {
        @Override
        public String verb() {
            return "dequeued";
        }

        @Override
        public void describe(StepFields fields) {
            fields.text("qdisc", qdisc);
            fields.number("waiting", waiting);
        }
    }

    /** Taps saw a frame. */
    record TapSaw(long timeNanos, long packetId, String place, String type, int lengthOctets)
            implements DeviceStep {
        @Override
        public String verb() {
            return "tap";
        }

        @Override
        public void describe(StepFields fields) {
            fields.text("type", type);
            fields.number("lengthOctets", lengthOctets);
        }
    }

    /** A filter of traffic control matched. */
    record Filtered(long timeNanos, long packetId, String place, String side, String filter)
            implements DeviceStep {
        @Override
        public String verb() {
            return "filter";
        }

        @Override
        public void describe(StepFields fields) {
            fields.text("side", side);
            fields.text("filter", filter);
        }
    }
}
