package sluice.userland;

import sluice.time.Handler;
import sluice.time.UserThread;
import sluice.world.Host;

/**
 * A device whose use is held to the rules of the channel: U02 and U03 at reads, U07 at writes, U05
 * a second after it was closed.
 */
public final class CheckedDevice implements DeviceObject {
    private static final long RELEASED_WITHIN_NANOS = 1_000_000_000L;
    private static final Handler<CheckedDevice> LOOK = CheckedDevice::look;

    private final DeviceObject device;
    private final Host host;
    private final UserRules rules;
    private long waitsAtRead;
    private boolean drained = true;
    private boolean open;
    private long shownAtClose;

    /** Checks {@code device} of a driver on {@code host}. */
    public CheckedDevice(DeviceObject device, Host host, UserRules rules) {
        this.device = device;
        this.host = host;
        this.rules = rules;
    }

    @Override
    public DeviceStatus open(UserThread self) {
        DeviceStatus status = device.open(self);
        if (status != DeviceStatus.SUCCESS) return status;
        open = true;
        drained = true;
        return status;
    }

    @Override
    public int read(UserThread self, byte[] buffer) {
        long before = self.timesWaited();
        if (!drained && before != waitsAtRead)
            rules.found(
                    UserRule.U03,
                    self.name() + " waited again though its last read had found packets");
        int filled = device.read(self, buffer);
        if (self.timesWaited() != before)
            rules.found(UserRule.U02, "a read of " + self.name() + " waited");
        waitsAtRead = self.timesWaited();
        drained = filled == 0;
        return filled;
    }

    @Override
    public DeviceStatus write(UserThread self, byte[] octets, int offset, int lengthOctets) {
        DeviceStatus status = device.write(self, octets, offset, lengthOctets);
        if (status == DeviceStatus.SUCCESS && !makesSense(octets, offset, lengthOctets))
            rules.found(
                    UserRule.U07,
                    "%s wrote %d octets from %d of %d, and it was taken; a record has %d at most"
                            .formatted(
                                    self.name(),
                                    lengthOctets,
                                    offset,
                                    octets.length,
                                    device.recordOctetsMax()));
        // A write may wait for its packet; that is no wait for more to read.
        waitsAtRead = self.timesWaited();
        return status;
    }

    private boolean makesSense(byte[] octets, int offset, int lengthOctets) {
        return offset >= 0
                && lengthOctets >= InspectionRecord.HEADER_OCTETS
                && lengthOctets <= device.recordOctetsMax()
                && offset <= octets.length - lengthOctets
                && InspectionRecord.frameOctets(octets, offset) >= 0
                && InspectionRecord.frameOctets(octets, offset)
                        <= lengthOctets - InspectionRecord.HEADER_OCTETS;
    }

    @Override
    public void awaitRoom(UserThread self) {
        device.awaitRoom(self);
        waitsAtRead = self.timesWaited();
    }

    @Override
    public void close() {
        device.close();
        open = false;
        shownAtClose = device.shown();
        host.scheduler().schedule(RELEASED_WITHIN_NANOS, host.cpu().deferred(), LOOK, this);
    }

    private void look() {
        if (open) return; // the next program has it
        if (device.waiting() > 0)
            rules.found(
                    UserRule.U05,
                    device.waiting() + " packets still wait a second after the program closed");
        else if (device.shown() != shownAtClose)
            rules.found(UserRule.U05, "packets were held back after the program closed");
    }

    @Override
    public int recordOctetsMax() {
        return device.recordOctetsMax();
    }

    @Override
    public int waiting() {
        return device.waiting();
    }

    @Override
    public long shown() {
        return device.shown();
    }
}
