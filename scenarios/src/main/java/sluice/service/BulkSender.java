package sluice.service;

import sluice.edge.HostStack;
import sluice.edge.IpAddress;
import sluice.edge.TcpSettings;
import sluice.edge.TcpSocket;

/**
 * Sends a pattern: so many octets or for so long, as fast as there is room or at a rate; then
 * closes its side and waits for the other.
 */
public final class BulkSender extends TcpClient {
    private static final double BIT_NANOS_PER_OCTET = 8e9;
    private static final long RATE_STEP_NANOS = 1_000_000;

    private final Amount amount;
    private final Transfer transfer = new Transfer();
    private final byte[] room = new byte[4096];
    private long beganNanos = -1;
    private boolean done;

    /**
     * What it sends.
     *
     * @param octets at most so many
     * @param lastsNanos at most for so long
     * @param bitsPerSecond of octets of the program, 0 for as fast as there is room
     */
    public record Amount(long octets, long lastsNanos, long bitsPerSecond) {
        /** So many octets as fast as there is room. */
        public static Amount of(long octets) {
            return new Amount(octets, Long.MAX_VALUE, 0);
        }
    }

    /** Does nothing before {@link #start}. */
    public BulkSender(
            HostStack stack, IpAddress to, int port, TcpSettings settings, Amount amount) {
        super(stack, to, port, settings);
        this.amount = amount;
    }

    /** What the stack has taken. */
    public Transfer transfer() {
        return transfer;
    }

    @Override
    protected void goOn(TcpSocket own) {
        for (int came = 1; came > 0; ) came = own.receive(room, 0, room.length);
        if (done) return;
        long now = nowNanos();
        if (beganNanos < 0) beganNanos = now;
        long lasted = now - beganNanos;
        boolean isOver = lasted >= amount.lastsNanos();
        while (!isOver) {
            long left = allowed(lasted) - transfer.octets();
            if (left <= 0) break;
            int taken = Pattern.COUNTING.send(own, transfer.octets(), left);
            if (taken <= 0) break;
            transfer.count(taken, now);
        }
        if (isOver || transfer.octets() == amount.octets()) {
            done = true;
            own.shutdownOutput();
        } else if (amount.bitsPerSecond() > 0) {
            wakeAfter(Math.min(RATE_STEP_NANOS, amount.lastsNanos() - lasted));
        } else if (amount.lastsNanos() != Long.MAX_VALUE) {
            wakeAfter(amount.lastsNanos() - lasted);
        }
    }

    private long allowed(long lastedNanos) {
        if (amount.bitsPerSecond() == 0) return amount.octets();
        double octets = amount.bitsPerSecond() * (double) lastedNanos / BIT_NANOS_PER_OCTET;
        return Math.min(amount.octets(), (long) octets);
    }
}
