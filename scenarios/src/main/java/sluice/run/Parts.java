package sluice.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sluice.ndis.NdisDriver;
import sluice.netfilter.NfHook;
import sluice.samples.SampleCatalog;
import sluice.samples.spec.Sample;
import sluice.samples.spec.SampleRefused;
import sluice.script.DriverSpec;
import sluice.script.HookSpec;
import sluice.script.Part;

/** Makes the drivers and hooks that a scenario names, shipped ones and the user's own. */
final class Parts implements AutoCloseable {
    private final SampleCatalog shipped = SampleCatalog.shipped();
    private final OwnClasses own;

    Parts(List<Path> classpath) {
        this.own = new OwnClasses(classpath);
    }

    NdisDriver driver(DriverSpec spec) throws UnfitScenario {
        try {
            return switch (spec.part()) {
                case Part.Shipped(String name) ->
                        made("driver", name, shipped.driver(name), spec.options());
                case Part.Own(String className) ->
                        own.make(className, NdisDriver.class, spec.options());
            };
        } catch (SampleRefused | OwnClasses.Unusable | IllegalArgumentException wrong) {
            throw new UnfitScenario(
                    spec.place(), "driver " + spec.name() + ": " + wrong.getMessage());
        }
    }

    NfHook hook(HookSpec spec) throws UnfitScenario {
        try {
            return switch (spec.part()) {
                case Part.Shipped(String name) ->
                        made("hook", name, shipped.hook(name), spec.options());
                case Part.Own(String className) ->
                        own.make(className, NfHook.class, spec.options());
            };
        } catch (SampleRefused | OwnClasses.Unusable | IllegalArgumentException wrong) {
            throw new UnfitScenario(
                    spec.place(), "hook " + spec.name() + ": " + wrong.getMessage());
        }
    }

    private static <T> T made(
            String kind, String name, Optional<Sample<T>> sample, Map<String, String> options)
            throws SampleRefused {
        if (sample.isEmpty()) {
            throw new IllegalArgumentException("no " + kind + " of that name ships: " + name);
        }
        return sample.get().make(options);
    }

    @Override
    public void close() {
        own.close();
    }
}
