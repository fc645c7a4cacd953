package sluice.inet.tcp;

import sluice.packet.wire.TcpView;

/** What a connection waits for, as points in time; nothing runs by itself. One thread. */
final class TcpTimers {
    private static final long NEVER = TcpConnection.NEVER;

    private final TcpConnection connection;
    private final TcpProfile profile;
    private long retransmitAt = NEVER;
    private long persistAt = NEVER;
    private long keepAliveAt = NEVER;
    private long closeAt = NEVER;
    private int retries;
    private int persists;
    private int unanswered;
    private int probes;
    private boolean keepsAlive;

    TcpTimers(TcpConnection connection) {
        this.connection = connection;
        profile = connection.profile();
    }

    long deadline() {
        long first = Math.min(Math.min(retransmitAt, persistAt), Math.min(keepAliveAt, closeAt));
        return Math.min(
                first, connection.end() == null ? connection.receiver.acknowledgeAt() : NEVER);
    }

    void stop() {
        retransmitAt = NEVER;
        persistAt = NEVER;
        keepAliveAt = NEVER;
        closeAt = NEVER;
    }

    // ---- what happened

    /** Something was sent that must be acknowledged. */
    void sent() {
        if (retransmitAt == NEVER) restart();
        persistAt = NEVER;
    }

    private void restart() {
        retransmitAt = connection.now() + connection.sender.timeoutNanos();
    }

    /** Something of ours was acknowledged (RFC 6298 section 5.2 and 5.3). */
    void acknowledged() {
        retries = 0;
        persists = 0;
        if (connection.sender.isOutstanding()) restart();
        else retransmitAt = NEVER;
    }

    /** The other side lives: whatever came. */
    void heard() {
        probes = 0;
        unanswered = 0;
        // as long as it answers, a closed window is no reason to give up (RFC 9293 3.8.6.1)
        if (connection.sender.windowIsClosed()) retries = 0;
        if (keepsAlive) keepAliveAt = connection.now() + profile.keepAlive().idleNanos();
    }

    void established() {
        retries = 0;
        if (connection.sender.isOutstanding()) restart();
        else retransmitAt = NEVER;
        keepAlive(keepsAlive);
    }

    /** The sender stopped for this reason. */
    void held(Sender.Held held) {
        if (held == Sender.Held.WINDOW && !connection.sender.isOutstanding()) {
            if (persistAt == NEVER) {
                persistAt = connection.now() + connection.sender.rtt.timeoutNanos(persists);
            }
        } else {
            persistAt = NEVER;
        }
    }

    void keepAlive(boolean on) {
        keepsAlive = on;
        keepAliveAt =
                on && connection.state().isSynchronized()
                        ? connection.now() + profile.keepAlive().idleNanos()
                        : NEVER;
    }

    /** The program has closed for good and the other side has not. */
    void finWait2() {
        closeAt = connection.now() + profile.finWait2Nanos();
    }

    void timeWait() {
        stop();
        closeAt = connection.now() + profile.timeWaitNanos();
    }

    // ---- what is due

    void poll() {
        long now = connection.now();
        if (connection.end() != null) return;
        if (now >= connection.receiver.acknowledgeAt()) connection.receiver.acknowledgeNow();
        if (now >= closeAt) {
            connection.finish(TcpEnd.CLOSED);
            return;
        }
        if (now >= retransmitAt) retransmit();
        if (connection.end() == null && now >= persistAt) persist();
        if (connection.end() == null && now >= keepAliveAt) keepAlive();
    }

    private void retransmit() {
        Sender sender = connection.sender;
        TcpState state = connection.state();
        TcpProfile.Retransmission values = profile.retransmission();
        boolean connecting = !sender.synIsAcknowledged();
        int linear = state == TcpState.SYN_SENT ? values.synLinearRetries() : 0;
        int most =
                !connecting
                        ? values.dataRetries()
                        : state == TcpState.SYN_SENT
                                ? linear + values.synRetries()
                                : values.synAckRetries();
        if (retries >= most) {
            TcpEnd soft = connection.softError();
            connection.finish(soft != null ? soft : TcpEnd.TIMED_OUT);
            return;
        }
        retries++;
        if (connecting) {
            if (retries > linear) sender.backoffs++;
            sender.synWasRepeated();
            retransmitAt = NEVER;
            connection.sendSyn(true);
        } else {
            sender.timeout(connection.now());
        }
        restart();
    }

    private void persist() {
        if (unanswered >= profile.retransmission().dataRetries()) {
            connection.finish(TcpEnd.TIMED_OUT);
            return;
        }
        persists++;
        unanswered++;
        persistAt = NEVER;
        connection.sender.probe(connection.now());
    }

    private void keepAlive() {
        TcpProfile.KeepAlive values = profile.keepAlive();
        if (connection.sender.isOutstanding()) { // the retransmission timer asks already
            keepAliveAt = connection.now() + values.idleNanos();
            return;
        }
        if (probes >= values.probes()) {
            connection.sendReset();
            connection.finish(TcpEnd.TIMED_OUT);
            return;
        }
        probes++;
        keepAliveAt = connection.now() + values.intervalNanos();
        connection.sendPlain(connection.sender.una - 1, TcpView.ACK);
    }
}
