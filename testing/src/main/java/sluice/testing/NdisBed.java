package sluice.testing;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sluice.ndis.DriverCharacteristics;
import sluice.ndis.Miniport;
import sluice.ndis.NdisDriver;
import sluice.ndis.Protocol;
import sluice.ndis.Registered;
import sluice.ndis.VerifierLevel;
import sluice.nic.LinkEnd;
import sluice.nic.Nic;
import sluice.nic.NicOptions;
import sluice.winstack.SimMiniport;
import sluice.winstack.WindowsHost;
import sluice.world.Host;

/**
 * What an {@link NdisSchedule} is played on.
 *
 * @param hardware puts the NIC in
 * @param miniport makes that of the NIC
 * @param part the driver that comes and goes; null if it is the miniport that is looked at
 * @param level how much is looked at
 */
record NdisBed(
        Hardware hardware,
        Function<Nic, Miniport> miniport,
        @Nullable Part part,
        VerifierLevel level) {
    /** Puts a NIC into a host, which is not one of rings perhaps. */
    interface Hardware {
        LinkEnd in(Host host, String name, NicOptions options);
    }

    /** A driver that comes and goes. */
    interface Part {
        void putIn(WindowsHost win);

        void takeOut(WindowsHost win);

        void reset(WindowsHost win);

        /** Whether allocations under that name are its own. */
        boolean owns(String owner);
    }

    private static Miniport plain(Nic nic) {
        return new SimMiniport(nic, false);
    }

    static NdisBed ofDriver(Supplier<? extends NdisDriver> drivers) {
        return new NdisBed(
                Host::addNic, NdisBed::plain, new InStack(drivers), VerifierLevel.STRICT);
    }

    static NdisBed ofPart(Part part) {
        return new NdisBed(Host::addNic, NdisBed::plain, part, VerifierLevel.STRICT);
    }

    static NdisBed ofMiniport(Function<Nic, Miniport> miniport) {
        return new NdisBed(Host::addNic, miniport, null, VerifierLevel.STRICT);
    }

    static NdisBed ofProtocol(Supplier<? extends Protocol> protocols) {
        return new NdisBed(
                Host::addNic, NdisBed::plain, new AsProtocol(protocols), VerifierLevel.STRICT);
    }

    NdisBed withVerifier(VerifierLevel other) {
        return new NdisBed(hardware, miniport, part, other);
    }

    NdisBed withMiniport(Function<Nic, Miniport> other) {
        return new NdisBed(hardware, other, part, level);
    }

    NdisBed withHardware(Hardware other) {
        return new NdisBed(other, miniport, part, level);
    }

    /** In the adapter's stack; a new one each time. */
    private record InStack(Supplier<? extends NdisDriver> drivers) implements Part {
        @Override
        public void putIn(WindowsHost win) {
            win.insertDriver(NdisStage.NIC, 0, NdisStage.DRIVER, drivers.get());
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

    /** Registered as a protocol, such as an intermediate driver with two edges; bound anew. */
    private static final class AsProtocol implements Part {
        private final Supplier<? extends Protocol> protocols;
        private @Nullable Protocol registered;

        AsProtocol(Supplier<? extends Protocol> protocols) {
            this.protocols = protocols;
        }

        @Override
        public void putIn(WindowsHost win) {
            Protocol known = registered;
            if (known != null) {
                win.bind(NdisStage.NIC, known.name());
                return;
            }
            Protocol fresh = protocols.get();
            registered = fresh;
            Registered there =
                    win.ndis()
                            .registerProtocol(new DriverCharacteristics(5, 1, fresh.name(), fresh));
            if (there.handle() == null) throw new IllegalStateException(there.detail());
        }

        @Override
        public void takeOut(WindowsHost win) {
            if (registered != null) win.unbind(NdisStage.NIC, registered.name());
        }

        @Override
        public void reset(WindowsHost win) {
            for (var each : win.ndis().adapters())
                if (!each.name().equals(NdisStage.NIC)) each.reset();
        }

        @Override
        public boolean owns(String owner) {
            Protocol known = registered;
            return known != null && owner.equals(known.name());
        }
    }
}
