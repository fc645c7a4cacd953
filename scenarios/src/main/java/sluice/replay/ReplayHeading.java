package sluice.replay;

import java.util.List;

/**
 * What is said before the results.
 *
 * @param runnerUp the next candidate with its frames, or empty
 * @param learned what the capture told of the station, a line each
 * @param outFolder where the files are, or empty
 * @param packet the followed frame, or 0
 */
record ReplayHeading(
        String file,
        long frames,
        long durationNanos,
        String station,
        long stationFrames,
        String runnerUp,
        List<String> learned,
        String outFolder,
        long packet) {}
