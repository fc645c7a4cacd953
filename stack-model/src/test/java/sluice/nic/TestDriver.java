package sluice.nic;

import java.util.ArrayList;
import java.util.List;
import sluice.packet.Consumption;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.Place;
import sluice.time.Cpu;
import sluice.time.Handler;
import sluice.time.Scheduler;
import sluice.trace.Layering;
import sluice.world.Host;

/**
 * A NIC's driver in its shortest form: interrupt, deferred poll up to a budget, switch on again.
 */
final class TestDriver implements NicCallbacks {
    /** What the driver does with what it received or got back. */
    enum End implements Consumption {
        TAKEN;

        @Override
        public boolean delivered() {
            return true;
        }

        @Override
        public String area() {
            return "test";
        }

        @Override
        public String text() {
            return "taken by the test";
        }
    }

    /** A received frame: its first payload octets and the time. */
    record Seen(int number, long timeNanos) {}

    private static final Handler<TestDriver> POLL = TestDriver::poll;

    private final SimNic nic;
    private final Scheduler scheduler;
    private final Cpu cpu;
    private final Place place;
    private final int budget;
    private final boolean enableAlways;
    final List<Seen> seen = new ArrayList<>();
    final List<Boolean> linkChanges = new ArrayList<>();
    final List<Long> sentAt = new ArrayList<>();
    int interrupts;

    /**
     * @param budget frames per poll
     * @param enableAlways true: switches on after every poll, even if the budget was used up
     */
    TestDriver(Host host, SimNic nic, int budget, boolean enableAlways) {
        this.nic = nic;
        this.scheduler = host.scheduler();
        this.cpu = host.cpu();
        this.place = host.place("driver/" + nic.name(), Layering.ETHERNET);
        this.budget = budget;
        this.enableAlways = enableAlways;
        nic.attach(this);
        nic.setReceiveFilter(ReceiveFilter.STATION);
        nic.enableInterrupts(true);
    }

    static byte[] frame(long to, int number, int lengthOctets) {
        byte[] octets = new byte[lengthOctets];
        Octets.put48(octets, 0, to);
        Octets.put32(octets, 14, number);
        return octets;
    }

    Nic.TxResult send(long to, int number, int lengthOctets) {
        byte[] octets = frame(to, number, lengthOctets);
        Packet packet = nic.pool().originate(place, octets, 0, octets.length);
        Nic.TxResult result = nic.transmit(packet);
        if (result == Nic.TxResult.BUSY) packet.end(End.TAKEN);
        return result;
    }

    @Override
    public Place driverPlace() {
        return place;
    }

    @Override
    public void interrupt() {
        interrupts++;
        nic.enableInterrupts(false);
        schedulePoll();
    }

    private void schedulePoll() {
        scheduler.schedule(0, cpu.deferred(), POLL, this);
    }

    @Override
    public void linkChanged(boolean up) {
        linkChanges.add(up);
    }

    private void poll() {
        int done = 0;
        Packet frame;
        while (done < budget && (frame = nic.pollReceived()) != null) {
            seen.add(new Seen(Octets.i32(frame.octets(), frame.offset() + 14), frame.timeNanos()));
            frame.end(End.TAKEN);
            done++;
        }
        while ((frame = nic.pollTransmitted()) != null) {
            sentAt.add(scheduler.nowNanos());
            frame.end(End.TAKEN);
        }
        if (done == budget && !enableAlways) schedulePoll();
        else nic.enableInterrupts(true);
    }
}
