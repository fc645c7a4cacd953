package sluice.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sluice.script.ProgramSpec;

/** Which captures of a scenario are held against which. */
final class Taps {
    private final Map<String, ReferenceTap> byCapture = new LinkedHashMap<>();

    Taps(List<ProgramSpec> programs) {
        for (ProgramSpec program : programs) {
            if (program instanceof ProgramSpec.Capture capture && !capture.reference().isEmpty()) {
                byCapture.put(capture.name(), new ReferenceTap(capture.reference()));
            }
        }
    }

    /** The comparison of a capture; null if it is held against none. */
    @Nullable ReferenceTap of(ProgramSpec.Capture capture) {
        return byCapture.get(capture.name());
    }

    /** The comparison of the capture of that name. */
    Optional<ReferenceTap> of(String capture) {
        return Optional.ofNullable(byCapture.get(capture));
    }

    /** Who gets the records of a capture: {@code shown}, its comparison, those it is held by. */
    CapturedHandler handler(ProgramSpec.Capture capture, CapturedHandler shown) {
        List<CapturedHandler> all = new ArrayList<>();
        if (shown != CapturedHandler.NOBODY) {
            all.add(shown);
        }
        byCapture.forEach((name, tap) -> {
            if (name.equals(capture.name())) all.add(tap.checking());
            if (tap.reference().equals(capture.name())) all.add(tap.expecting());
        });
        return switch (all.size()) {
            case 0 -> CapturedHandler.NOBODY;
            case 1 -> all.getFirst();
            default ->
                    (time, octets, offset, captured, wire) -> {
                        for (CapturedHandler each : all) {
                            each.captured(time, octets, offset, captured, wire);
                        }
                    };
        };
    }
}
