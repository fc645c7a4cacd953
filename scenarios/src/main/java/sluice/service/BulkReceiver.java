package sluice.service;

import sluice.edge.HostStack;
import sluice.edge.SocketRefused;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;
import sluice.time.Handler;

/**
 * Receives what a {@link BulkSender} sends, as fast as it comes or at a rate, and holds it against
 * the pattern. Closes its side when the other has.
 */
public final class BulkReceiver extends TcpServer {
    private static final Handler<Receiving> WAKE = Receiving::woken;
    private static final double BIT_NANOS_PER_OCTET = 8e9;
    private static final long RATE_STEP_NANOS = 1_000_000;

    private final HostStack stack;
    private final long bitsPerSecond;
    private final Transfer transfer = new Transfer();
    private final byte[] room = new byte[65_536];
    private long wrong;

    /**
     * On one port of every address.
     *
     * @param bitsPerSecond at which each connection is read, 0 for as fast as it comes
     * @throws SocketRefused if the stack does not give the port
     */
    public BulkReceiver(HostStack stack, int port, TcpSettings settings, long bitsPerSecond)
            throws SocketRefused {
        super("bulk-receiver:" + port, CONNECTIONS_MAX);
        this.stack = stack;
        this.bitsPerSecond = bitsPerSecond;
        listen(stack.sockets(), port, true, settings);
    }

    /** What has come, over all connections. */
    public Transfer transfer() {
        return transfer;
    }

    /** Pieces that were not what should stand there. */
    public long wrong() {
        return wrong;
    }

    @Override
    protected Connection connection() {
        return new Receiving();
    }

    private final class Receiving extends Connection {
        private long beganNanos = -1;
        private long came;
        private boolean wakes;
        private boolean isOver;

        @Override
        public void connected(TcpSocket own) {
            beganNanos = stack.host().scheduler().nowNanos();
            goOn();
        }

        @Override
        public void readable(TcpSocket own) {
            goOn();
        }

        @Override
        public void endOfInput(TcpSocket own) {
            goOn();
        }

        @Override
        protected void left() {
            isOver = true;
        }

        private void woken() {
            wakes = false;
            if (!isOver) goOn();
        }

        private void goOn() {
            long now = stack.host().scheduler().nowNanos();
            while (true) {
                long left = allowed(now) - came;
                if (left <= 0) break;
                int taken = receive(room, 0, (int) Math.min(room.length, left));
                if (taken == TcpSocket.CLOSED) socket().shutdownOutput();
                if (taken <= 0) return;
                if (!Pattern.COUNTING.isAt(came, room, taken)) wrong++;
                came += taken;
                transfer.count(taken, now);
            }
            if (wakes) return;
            wakes = true;
            stack.host()
                    .scheduler()
                    .schedule(RATE_STEP_NANOS, stack.host().cpu().thread(), WAKE, this);
        }

        private long allowed(long now) {
            if (bitsPerSecond == 0) return Long.MAX_VALUE;
            return (long) (bitsPerSecond * (double) (now - beganNanos) / BIT_NANOS_PER_OCTET);
        }
    }
}
