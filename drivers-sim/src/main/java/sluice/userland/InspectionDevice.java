package sluice.userland;

import org.jspecify.annotations.Nullable;
import sluice.ndis.NdisPacket;
import sluice.time.CostTable;
import sluice.time.UserThread;
import sluice.time.WaitableEvent;

/**
 * The device of an {@link InspectionDriver}: what its program can ask of it.
 *
 * <p>It is opened by one program at a time; then the event is made or opened, rings are allocated,
 * shared ones are locked page by page, and the program's thread may be raised. Reads return at
 * once. A write is over when its packet is ({@link ReturnWay#IO}).
 */
public final class InspectionDevice implements DeviceObject {
    /** The driver's own thread that takes packets out of the shared ring: LOW_REALTIME_PRIORITY. */
    private static final int DRIVER_THREAD_PRIORITY = 16;

    private final InspectionDriver driver;
    private final InspectionOptions options;
    private NamedEvents events;
    private String eventName;
    private final UserRules rules;
    private @Nullable SharedSection section;
    private @Nullable WaitableEvent early;
    private boolean eventAtLoad;
    private boolean raisesWhenFull;
    private @Nullable UserThread opener;
    private long reads;
    private long writes;

    InspectionDevice(
            InspectionDriver driver,
            InspectionOptions options,
            NamedEvents events,
            String eventName,
            UserRules rules) {
        this.driver = driver;
        this.options = options;
        this.events = events;
        this.eventName = eventName;
        this.rules = rules;
    }

    void use(NamedEvents directory, String name) {
        events = directory;
        eventName = name;
    }

    /** The thread is to be raised when the ring to it is full, instead of when it opens. */
    void raiseWhenFull() {
        raisesWhenFull = true;
    }

    /** The ring to the program is full. */
    void full() {
        if (raisesWhenFull) raise();
    }

    /** KeSetPriorityThread of who has opened the device, if it is to be raised. */
    private void raise() {
        int priority = options.raisesPriorityTo();
        UserThread program = opener;
        if (program == null || priority <= program.priority()) return;
        program.setPriority(priority);
    }

    /** Its driver is loaded and makes the event now, instead of when a program opens it. */
    void makeEventAtLoad() {
        eventAtLoad = true;
        early = events.createInKernel(eventName, rules);
    }

    long reads() {
        return reads;
    }

    long writes() {
        return writes;
    }

    /** How its driver works with it. */
    public InspectionOptions options() {
        return options;
    }

    /** The name of the event by which the driver wakes the program. */
    public String eventName() {
        return eventName;
    }

    private static void request(UserThread self, CostTable costs, long copiedOctets) {
        self.systemCall();
        self.compute(costs.ioRequestNanos() + costs.copyPicosPerOctet() * copiedOctets / 1000);
    }

    private CostTable costs() {
        return driver.host().costs();
    }

    @Override
    public DeviceStatus open(UserThread self) {
        request(self, costs(), 0);
        if (section != null) return DeviceStatus.ACCESS_DENIED;
        WaitableEvent event = eventAtLoad ? early : events.createInKernel(eventName, rules);
        if (event == null) return DeviceStatus.OBJECT_PATH_NOT_FOUND;
        int record = recordOctetsMax();
        var made =
                new SharedSection(
                        ring(record, "to the program"),
                        ring(record, "to the driver"),
                        2L * options.slots() * record);
        section = made;
        if (options.fetch() == FetchWay.SHARED || options.giveBack() == ReturnWay.SHARED)
            self.compute(made.pages() * costs().pageLockNanos());
        opener = self;
        if (!raisesWhenFull) raise();
        if (options.giveBack() == ReturnWay.SHARED) {
            driver.host()
                    .cpu()
                    .start("inspection driver", DRIVER_THREAD_PRIORITY, own -> takeBack(own, made));
        }
        driver.opened(made.toProgram(), event);
        return DeviceStatus.SUCCESS;
    }

    private InspectionRing ring(int recordOctets, String name) {
        return new CheckedRing(
                InspectionRing.of(options.ring(), options.slots(), recordOctets), rules, name);
    }

    /** The memory that it shares with its program; null while it is closed. */
    public @Nullable SharedSection section() {
        return section;
    }

    /** The ioctl by which a program passes the handle of an event of its own. */
    public DeviceStatus setEvent(UserThread self, NamedEvent event) {
        request(self, costs(), 0);
        if (section == null) return DeviceStatus.INVALID_DEVICE_STATE;
        driver.wakeBy(event.waitable());
        return DeviceStatus.SUCCESS;
    }

    @Override
    public int read(UserThread self, byte[] buffer) {
        reads++;
        request(self, costs(), 0);
        SharedSection open = section;
        if (open == null) return 0;
        InspectionRing ring = open.toProgram();
        int filled = 0;
        for (int next = ring.nextLength();
                next >= 0 && next <= buffer.length - filled;
                next = ring.nextLength()) {
            int taken = ring.poll(buffer, filled);
            if (taken < 0) break;
            filled += taken;
        }
        driver.refill();
        // Out of the ring into the request's buffer, and from there to the program.
        if (filled > 0) self.compute(2 * costs().copyNanos(filled));
        return filled;
    }

    @Override
    public DeviceStatus write(UserThread self, byte[] octets, int offset, int lengthOctets) {
        writes++;
        boolean sane = lengthOctets >= 0 && lengthOctets <= recordOctetsMax();
        request(self, costs(), sane ? lengthOctets : 0);
        if (!sane) return DeviceStatus.INVALID_BUFFER_SIZE;
        if (section == null) return DeviceStatus.INVALID_DEVICE_STATE;
        while (section != null && driver.mustWait(octets, offset, lengthOctets))
            self.await(driver.sent());
        DeviceStatus status = driver.answered(octets, offset, lengthOctets);
        driver.refill();
        NdisPacket passedDown = driver.writing();
        if (status != DeviceStatus.SUCCESS || options.giveBack() != ReturnWay.IO) return status;
        while (passedDown != null && driver.writing() == passedDown) self.await(driver.sent());
        return status;
    }

    /** The driver's thread: takes what the program gives back by shared memory. */
    private void takeBack(UserThread own, SharedSection open) {
        byte[] record = new byte[recordOctetsMax()];
        while (section == open) {
            InspectionRing ring = open.toDriver();
            boolean taken = false;
            for (int length = ring.poll(record, 0); length >= 0; length = ring.poll(record, 0)) {
                while (section == open && driver.mustWait(record, 0, length))
                    own.await(driver.sent());
                if (section != open) return;
                driver.answered(record, 0, length);
                taken = true;
            }
            if (section != open) return;
            driver.refill();
            if (taken) open.room().set();
            if (ring.nextLength() < 0) own.await(open.returned());
        }
    }

    @Override
    public void awaitRoom(UserThread self) {
        SharedSection open = section;
        if (open != null) self.await(open.room());
    }

    @Override
    public void close() {
        SharedSection open = section;
        if (open == null) return;
        section = null;
        opener = null;
        open.returned().set(); // the driver's thread sees it and ends
        driver.sent().set();
        driver.closed();
    }

    @Override
    public int recordOctetsMax() {
        return InspectionRecord.HEADER_OCTETS + options.frameOctetsMax();
    }

    @Override
    public int waiting() {
        return driver.waiting();
    }

    @Override
    public long shown() {
        return driver.shown();
    }
}
