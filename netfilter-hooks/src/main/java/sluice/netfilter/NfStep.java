package sluice.netfilter;

import sluice.trace.Step;
import sluice.trace.StepFields;

/** What happens at hook points and in queues. */
public sealed interface NfStep extends Step {
    /** A hook decided. */
    record HookDecided(
            long timeNanos,
            long packetId,
            String place,
            String hook,
            int priority,
            String verdict,
            long mark)
            implements NfStep {
        @Override
        public String verb() {
            return "hook";
        }

        @Override
        public void describe(StepFields fields) {
            fields.text("hook", hook);
            fields.number("priority", priority);
            fields.text("verdict", verdict);
            if (mark != 0) fields.number("mark", mark);
        }
    }

    /** A packet was parked in a queue. */
    record Queued(long timeNanos, long packetId, String place, int queue, int waiting)
            implements NfStep {
        @Override
        public String verb() {
            return "queued";
        }

        @Override
        public void describe(StepFields fields) {
            fields.number("queue", queue);
            fields.number("waiting", waiting);
        }
    }

    /** A parked packet goes on. */
    record Resumed(long timeNanos, long packetId, String place, int queue, long waitedNanos)
            implements NfStep {
        @Override
        public String verb() {
            return "resumed";
        }

        @Override
        public void describe(StepFields fields) {
            fields.number("queue", queue);
            fields.number("waitedNanos", waitedNanos);
        }
    }
}
