package sluice.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sluice.script.Expectation;
import sluice.trace.Step;
import sluice.trace.StepText;
import sluice.trace.TraceSink;

/** Looks in every line of the trace for the words that expectations ask for. */
final class TraceWords implements TraceSink {
    private final List<Expectation.Trace> wanted;
    private final Map<Expectation.Trace, String> found = new LinkedHashMap<>();

    TraceWords(List<Expectation> expectations) {
        wanted = new ArrayList<>();
        for (Expectation expectation : expectations) {
            if (expectation instanceof Expectation.Trace trace) {
                wanted.add(trace);
            }
        }
    }

    @Override
    public void accept(Step step) {
        if (found.size() == wanted.size()) {
            return;
        }
        String line = StepText.line(step);
        for (Expectation.Trace trace : wanted) {
            boolean here = trace.on().isEmpty() || step.place().startsWith(trace.on() + "/");
            if (here && line.contains(trace.words())) {
                found.putIfAbsent(trace, line);
            }
        }
    }

    /** The first line with the words. */
    Optional<String> line(Expectation.Trace trace) {
        return Optional.ofNullable(found.get(trace)).map(String::strip);
    }
}
