package sluice.ndis;

import sluice.trace.Step;
import sluice.trace.StepFields;

/** What the wrapper sees happen; each kind is recorded at one place of the wrapper. */
public sealed interface NdisStep extends Step {
    @Override
    default void describe(StepFields fields) {}

    /** A packet was handed to a driver for sending. */
    record Sent(long timeNanos, long packetId, String place, boolean skipped) implements NdisStep {
        @Override
        public String verb() {
            return "send";
        }

        @Override
        public void describe(StepFields fields) {
            if (skipped) fields.text("callback", "none");
        }
    }

    /** A driver or binding learned how a send ended. */
    record SendCompleted(long timeNanos, long packetId, String place, NdisStatus status)
            implements NdisStep {
        @Override
        public String verb() {
            return "send-complete";
        }

        @Override
        public void describe(StepFields fields) {
            fields.text("status", status.ddkName());
        }
    }

    /** A received packet was shown to a driver or binding. */
    record Indicated(long timeNanos, long packetId, String place, NdisStatus status)
            implements NdisStep {
        @Override
        public String verb() {
            return "indicate";
        }

        @Override
        public void describe(StepFields fields) {
            fields.text("status", status.ddkName());
        }
    }

    /** The beginning of a frame was shown to a binding, as ProtocolReceive sees it. */
    record LookaheadShown(
            long timeNanos, long packetId, String place, int lookaheadOctets, int packetOctets)
            implements NdisStep {
        @Override
        public String verb() {
            return "lookahead";
        }

        @Override
        public void describe(StepFields fields) {
            fields.number("lookahead", lookaheadOctets);
            fields.number("packet", packetOctets);
        }
    }

    /** A transfer of received octets to a binding is over. */
    record DataTransferred(
            long timeNanos, long packetId, String place, int octets, NdisStatus status)
            implements NdisStep {
        @Override
        public String verb() {
            return "transfer-data";
        }

        @Override
        public void describe(StepFields fields) {
            fields.number("octets", octets);
            fields.text("status", status.ddkName());
        }
    }

    /** The descriptor of a received packet came back to the driver that made it. */
    record Returned(long timeNanos, long packetId, String place) implements NdisStep {
        @Override
        public String verb() {
            return "return";
        }
    }

    /** A driver keeps a packet for later. */
    record Pended(long timeNanos, long packetId, String place) implements NdisStep {
        @Override
        public String verb() {
            return "pend";
        }
    }

    /** A driver goes on with a packet it had kept. */
    record Resumed(long timeNanos, long packetId, String place) implements NdisStep {
        @Override
        public String verb() {
            return "resume";
        }
    }

    /** The wrapper has taken a packet away from a driver that kept it. */
    record TakenAway(long timeNanos, long packetId, String place) implements NdisStep {
        @Override
        public String verb() {
            return "taken-away";
        }
    }

    /** A status was indicated to all above. */
    record StatusIndicated(long timeNanos, String place, NdisStatus status) implements NdisStep {
        @Override
        public long packetId() {
            return 0;
        }

        @Override
        public String verb() {
            return "status";
        }

        @Override
        public void describe(StepFields fields) {
            fields.text("status", status.ddkName());
        }
    }

    /** A driver's reset handler ran. */
    record Reset(long timeNanos, String place, String cause) implements NdisStep {
        @Override
        public long packetId() {
            return 0;
        }

        @Override
        public String verb() {
            return "reset";
        }

        @Override
        public void describe(StepFields fields) {
            fields.text("cause", cause);
        }
    }

    /**
     * A driver has registered, or tried to.
     *
     * @param role {@code protocol}, {@code miniport} or {@code filter}
     * @param version that it claims
     * @param detail why not; empty if it is registered
     */
    record DriverRegistered(
            long timeNanos,
            String place,
            String role,
            String version,
            NdisStatus status,
            String detail)
            implements NdisStep {
        @Override
        public long packetId() {
            return 0;
        }

        @Override
        public String verb() {
            return "register";
        }

        @Override
        public void describe(StepFields fields) {
            fields.text("role", role);
            fields.text("version", version);
            fields.text("status", status.ddkName());
            if (!detail.isEmpty()) fields.text("detail", detail);
        }
    }

    /** The adapter went to sleep, or woke. */
    record PowerChanged(long timeNanos, String place, DevicePower state) implements NdisStep {
        @Override
        public long packetId() {
            return 0;
        }

        @Override
        public String verb() {
            return "power";
        }

        @Override
        public void describe(StepFields fields) {
            fields.text("state", state.name());
        }
    }

    /** A protocol was bound to the adapter, or its binding is closed and all is home. */
    record BindingChanged(long timeNanos, String place, boolean bound, String protocol)
            implements NdisStep {
        @Override
        public long packetId() {
            return 0;
        }

        @Override
        public String verb() {
            return bound ? "bound" : "unbound";
        }

        @Override
        public void describe(StepFields fields) {
            fields.text("protocol", protocol);
        }
    }

    /**
     * The adapter's stack changed its state: {@code pausing}, {@code paused}, {@code running},
     * {@code halted}.
     */
    record StateChanged(long timeNanos, String place, String state, String drivers)
            implements NdisStep {
        @Override
        public long packetId() {
            return 0;
        }

        @Override
        public String verb() {
            return state;
        }

        @Override
        public void describe(StepFields fields) {
            fields.text("drivers", drivers);
        }
    }
}
