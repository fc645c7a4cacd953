package sluice.testing;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.capture.NpfDriver;
import sluice.capture.NpfInstance;
import sluice.capture.NpfPreset;
import sluice.ndis.PacketFilters;
import sluice.userland.InspectionDriver;
import sluice.userland.InspectionOptions;
import sluice.userland.InspectionProgram;
import sluice.userland.InspectionRecord;
import sluice.userland.NamedEvents;
import sluice.userland.UserRules;
import sluice.winstack.WindowsHost;

/** Drivers that come and go with a program that uses them. */
final class WithProgram {
    private static final int PRIORITY = 12;

    private WithProgram() {}

    /** The driver that asks about every packet; its program drops every fifth. */
    static final class Inspecting implements NdisBed.Part {
        private final InspectionOptions options;
        private final UserRules rules = new UserRules();
        private final NamedEvents events = NamedEvents.started(rules);
        private int drivers;
        private int judged;

        Inspecting(InspectionOptions options) {
            this.options = options;
        }

        @Override
        public void putIn(WindowsHost win) {
            var driver = new InspectionDriver(options, events, "packets" + drivers++, rules);
            win.insertDriver(NdisStage.NIC, 0, NdisStage.DRIVER, driver);
            var program =
                    new InspectionProgram(
                            driver.device(),
                            driver.device(),
                            events,
                            win.host().costs(),
                            (octets, offset, length, received) -> judge(),
                            InspectionProgram.Habits.GOOD);
            var _ = win.host().cpu().start("inspector" + drivers, PRIORITY, program);
        }

        private int judge() {
            return ++judged % 5 == 0 ? InspectionRecord.DROP : InspectionRecord.FORWARD;
        }

        @Override
        public void takeOut(WindowsHost win) {
            win.removeDriver(NdisStage.NIC, NdisStage.DRIVER);
        }

        @Override
        public void reset(WindowsHost win) {
            win.adapter(NdisStage.NIC).resetDriver(NdisStage.DRIVER);
        }

        @Override
        public boolean owns(String owner) {
            return owner.equals(NdisStage.DRIVER);
        }
    }

    /** NPF with a handle that wants everything and is never read. */
    static final class Capturing implements NdisBed.Part {
        private @Nullable NpfDriver driver;
        private @Nullable NpfInstance handle;

        @Override
        public void putIn(WindowsHost win) {
            NpfDriver there = driver;
            if (there == null)
                there =
                        new NpfDriver(
                                win.host(), NpfPreset.NPF, List.of(win.adapter(NdisStage.NIC)));
            driver = there;
            NpfInstance opened = there.open(NdisStage.NIC);
            handle = opened;
            if (opened == null) return;
            opened.setBufferSize(4000);
            opened.setPacketFilter(PacketFilters.PROMISCUOUS);
        }

        @Override
        public void takeOut(WindowsHost win) {
            if (handle != null) handle.close();
            handle = null;
        }

        @Override
        public void reset(WindowsHost win) {
            win.adapter(NdisStage.NIC).reset();
        }

        @Override
        public boolean owns(String owner) {
            return false;
        }
    }
}
