package sluice.ndis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is looked at when a driver registers (S30). */
class RegistrationTest {
    private final Rig rig = new Rig();

    private static class Bare implements Protocol {
        @Override
        public String name() {
            return "bare";
        }

        @Override
        public void sendComplete(ProtocolBinding binding, NdisPacket packet, NdisStatus status) {}
    }

    private static final class Whole extends Bare {
        final List<String> offered = new ArrayList<>();

        @Override
        public NdisStatus bindAdapter(BindContext bind) {
            offered.add(bind.adapter().name());
            return NdisStatus.NOT_ACCEPTED;
        }
    }

    private Registered register(int major, int minor, Object driver) {
        return rig.ndis.registerProtocol(new DriverCharacteristics(major, minor, "driver", driver));
    }

    @Test
    void shouldOfferEveryAdapterToAProtocol() {
        var whole = new Whole();
        Registered registered = register(5, 0, whole);
        assertThat(registered.status()).isEqualTo(NdisStatus.SUCCESS);
        rig.ndis.addAdapter("second", (Miniport) new Rig.Bottom(0).five);
        assertThat(whole.offered).containsExactly("nic", "second");
    }

    @Test
    void shouldRefuseVersionsThatItDoesNotServe() {
        assertThat(register(3, 1, new Whole()).status()).isEqualTo(NdisStatus.BAD_VERSION);
        var old = new Rig(5, 5, 0, null);
        var filter = new DriverCharacteristics(6, 0, "filter", new LightweightFilter() {});
        assertThat(old.ndis.registerFilter(filter).status())
                .isEqualTo(NdisStatus.BAD_CHARACTERISTICS);
        var five = new DriverCharacteristics(5, 1, "filter", new LightweightFilter() {});
        assertThat(old.ndis.registerFilter(five).status()).isEqualTo(NdisStatus.BAD_VERSION);
    }

    @Test
    void shouldRefuseADriverThatIsNewerThanTheWrapper() {
        Ndis xp =
                Ndis.on(
                        rig.world.addHost("xp", sluice.world.HostOptions.DEFAULT),
                        NdisOptions.DEFAULT.withVersion(NdisVersion.NDIS_5_1));
        var six = new DriverCharacteristics(6, 20, "six", new Rig.Bottom(0).six);
        Registered registered = xp.registerMiniport(six);
        assertThat(registered.status()).isEqualTo(NdisStatus.BAD_VERSION);
        assertThat(registered.detail()).contains("6.20").contains("5.1");
        assertThat(registered.handle()).isNull();
    }

    @Test
    void shouldFailWhenThereIsNoMemory() {
        var whole = new Whole();
        rig.ndis.failResourcesBy((kind, _) -> kind == ResourceFaults.Kind.REGISTER);
        assertThat(register(5, 0, whole).status()).isEqualTo(NdisStatus.RESOURCES);
        assertThat(whole.offered).isEmpty();
        rig.ndis.failResourcesBy((kind, _) -> kind == ResourceFaults.Kind.OPEN);
        var opens =
                new Bare() {
                    private @org.jspecify.annotations.Nullable NdisStatus status;

                    @Override
                    public NdisStatus bindAdapter(BindContext bind) {
                        status = bind.open(rig.protocolPlace).status();
                        return status;
                    }
                };
        assertThat(register(5, 0, opens).status()).isEqualTo(NdisStatus.SUCCESS);
        assertThat(opens.status).isEqualTo(NdisStatus.RESOURCES);
    }

    @Test
    void shouldNameTheHandlerThatIsMissing() {
        Registered registered = register(5, 1, new Bare());
        assertThat(registered.status()).isEqualTo(NdisStatus.BAD_CHARACTERISTICS);
        assertThat(registered.detail()).contains("bindAdapter");
    }

    @Test
    void shouldRefuseHandlersOfAnotherVersion() {
        assertThat(register(6, 0, new Whole()).status()).isEqualTo(NdisStatus.BAD_CHARACTERISTICS);
    }

    @Test
    void shouldStopOfferingAdaptersToOneThatHasLeft() {
        var whole = new Whole();
        Registered registered = register(5, 1, whole);
        var handle = java.util.Objects.requireNonNull(registered.handle());
        handle.deregister();
        assertThat(handle.isRegistered()).isFalse();
        rig.ndis.addAdapter("second", (Miniport) new Rig.Bottom(0).five);
        assertThat(whole.offered).containsExactly("nic");
    }
}
