package sluice.samples;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import sluice.ndis.NdisDriver;
import sluice.netfilter.NfHook;
import sluice.samples.linux.LinuxSamples;
import sluice.samples.spec.Sample;
import sluice.samples.windows.WindowsSamples;
import sluice.userland.UserlandSamples;

/**
 * The drivers and hooks that ship, by name: what {@code --driver NAME[:k=v,...]}, scenarios and
 * {@code list} go by.
 *
 * @param drivers for Windows hosts
 * @param hooks for Linux hosts
 */
public record SampleCatalog(List<Sample<NdisDriver>> drivers, List<Sample<NfHook>> hooks) {
    /** Keeps the lists from changing. */
    public SampleCatalog {
        drivers = List.copyOf(drivers);
        hooks = List.copyOf(hooks);
    }

    /** What ships. */
    public static SampleCatalog shipped() {
        return new SampleCatalog(
                Stream.concat(WindowsSamples.drivers().stream(), UserlandSamples.drivers().stream())
                        .toList(),
                LinuxSamples.hooks());
    }

    /** The driver of that name. */
    public Optional<Sample<NdisDriver>> driver(String name) {
        return drivers.stream().filter(sample -> sample.name().equals(name)).findFirst();
    }

    /** The hook of that name. */
    public Optional<Sample<NfHook>> hook(String name) {
        return hooks.stream().filter(sample -> sample.name().equals(name)).findFirst();
    }
}
