package sluice.inet.tcp.socket;

import sluice.trace.Step;
import sluice.trace.StepFields;

/** What happens to TCP connections of a host. */
public sealed interface TcpStep extends Step {
    /**
     * A connection went from one state to another (RFC 9293 section 3.3.2).
     *
     * @param connection both ends
     */
    record StateChanged(long timeNanos, String place, String connection, String from, String to)
            implements TcpStep {
        @Override
        public long packetId() {
            return 0;
        }

        @Override
        public String verb() {
            return "tcp";
        }

        @Override
        public void describe(StepFields fields) {
            fields.text("connection", connection);
            fields.text("from", from);
            fields.text("to", to);
        }
    }
}
