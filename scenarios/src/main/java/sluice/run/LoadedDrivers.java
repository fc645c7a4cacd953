package sluice.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import sluice.msloop.LoopbackMiniport;
import sluice.ndis.DriverCharacteristics;
import sluice.ndis.LightweightFilter;
import sluice.ndis.Miniport;
import sluice.ndis.MiniportContext;
import sluice.ndis.Ndis;
import sluice.ndis.NdisAdapter;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisStatus;
import sluice.ndis.OpenBlock;
import sluice.ndis.Protocol;
import sluice.ndis.ProtocolBinding;
import sluice.ndis.Registered;
import sluice.ndis.Registration;
import sluice.report.Figures;
import sluice.samples.windows.ImPassthru;
import sluice.samples.windows.Listener;
import sluice.samples.windows.WholeFilter;
import sluice.script.WindowsAction;
import sluice.winstack.WindowsHost;

/** The drivers that steps load on one Windows host: each registers itself in its entry function. */
final class LoadedDrivers {
    private final WindowsHost windows;
    private final List<Loaded> all = new ArrayList<>();

    /** One of them, with what it has seen. */
    private record Loaded(
            WindowsAction.LoadDriver asked,
            Registered registered,
            Supplier<String> where,
            LongSupplier seen) {}

    /** A protocol that cannot be bound. */
    private record Unbindable(String name) implements Protocol {
        @Override
        public void sendComplete(ProtocolBinding binding, NdisPacket packet, NdisStatus status) {}
    }

    /** A filter without the handlers that it must have. */
    private static final class Unattachable implements LightweightFilter {}

    /** A miniport that cannot be halted. */
    private static final class Endless implements Miniport {
        @Override
        public void initialize(MiniportContext adapter) {}

        @Override
        public NdisStatus send(NdisPacket packet) {
            return NdisStatus.FAILURE;
        }
    }

    LoadedDrivers(WindowsHost windows) {
        this.windows = windows;
    }

    void load(WindowsAction.LoadDriver asked) {
        all.add(
                switch (asked.role()) {
                    case PROTOCOL -> protocol(asked);
                    case INTERMEDIATE -> intermediate(asked);
                    case FILTER -> filter(asked);
                    case MINIPORT -> miniport(asked);
                });
    }

    private static DriverCharacteristics of(WindowsAction.LoadDriver asked, Object driver) {
        int dot = asked.version().indexOf('.');
        return new DriverCharacteristics(
                Integer.parseInt(asked.version().substring(0, dot)),
                Integer.parseInt(asked.version().substring(dot + 1)),
                asked.name(),
                driver);
    }

    private Loaded protocol(WindowsAction.LoadDriver asked) {
        if (!asked.whole()) return unbindable(asked);
        var listener = new Listener(asked.name());
        Registered registered = windows.ndis().registerProtocol(of(asked, listener));
        return new Loaded(asked, registered, () -> boundTo(asked.name()), listener::frames);
    }

    private Loaded unbindable(WindowsAction.LoadDriver asked) {
        var unbindable = new Unbindable(asked.name());
        Registered registered = windows.ndis().registerProtocol(of(asked, unbindable));
        return new Loaded(asked, registered, () -> "", () -> 0);
    }

    private Loaded intermediate(WindowsAction.LoadDriver asked) {
        if (!asked.whole()) return unbindable(asked);
        var passthru = new ImPassthru(windows.nicNames().getFirst(), asked.name());
        Registered registered = windows.ndis().registerProtocol(of(asked, passthru));
        return new Loaded(asked, registered, () -> boundTo(passthru.name()), () -> 0);
    }

    private Loaded filter(WindowsAction.LoadDriver asked) {
        var filter = new WholeFilter();
        Registered registered =
                windows.ndis()
                        .registerFilter(of(asked, asked.whole() ? filter : new Unattachable()));
        Registration handle = registered.handle();
        String nic = windows.nicNames().getFirst();
        if (handle != null) handle.attachTo(windows.adapter(nic));
        return new Loaded(asked, registered, () -> nic, filter::lists);
    }

    private Loaded miniport(WindowsAction.LoadDriver asked) {
        Ndis ndis = windows.ndis();
        var miniport = new LoopbackMiniport(LoopbackMiniport.DEFAULT_MAC);
        Registered registered =
                ndis.registerMiniport(of(asked, asked.whole() ? miniport : new Endless()));
        if (registered.handle() != null) ndis.addAdapter(asked.name(), miniport);
        return new Loaded(asked, registered, asked::name, () -> 0);
    }

    /** The adapters that the protocol of that name is bound to. */
    private String boundTo(String protocol) {
        var names = new StringJoiner(", ");
        for (NdisAdapter adapter : windows.ndis().adapters())
            for (OpenBlock block : adapter.openBlocks())
                if (block.binding().name().equals(protocol)) names.add(adapter.name());
        return names.toString();
    }

    /** What became of each. */
    List<RunResult.Did> did() {
        List<RunResult.Did> did = new ArrayList<>();
        for (Loaded each : all) {
            WindowsAction.LoadDriver asked = each.asked();
            String role = asked.role().name().toLowerCase(Locale.ROOT);
            String what = role + " " + asked.version() + ": " + words(each);
            did.add(new RunResult.Did(asked.name(), windows.host().name(), what));
        }
        return did;
    }

    private static String words(Loaded each) {
        Registered registered = each.registered();
        if (registered.status() != NdisStatus.SUCCESS)
            return registered.status().ddkName() + ", " + registered.detail();
        String where = each.where().get();
        long seen = each.seen().getAsLong();
        return "registered"
                + (where.isEmpty() ? "" : ", on " + where)
                + (seen == 0 ? "" : ", saw " + Figures.counted(seen, "frame"));
    }
}
