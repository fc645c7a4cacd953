package sluice.attach;

import java.util.List;
import java.util.Optional;
import sluice.live.ShardEnd;
import sluice.run.BugCheckReport;

/**
 * What came of it.
 *
 * @param end why it ended
 * @param last how things stood then
 * @param drops losses by reason, largest first
 * @param captureRecords records in the capture file, if there is one
 * @param unbalanced packets that are not accounted for, as sentences; our own bug if there are any
 * @param breaches broken contracts, as sentences
 * @param bugChecks how the emulated machine stopped, if a driver's breach stopped it
 * @param findings what the verifier found and the machine survived, as sentences
 */
public record AttachResult(
        ShardEnd end,
        AttachSample last,
        List<Drop> drops,
        Optional<Long> captureRecords,
        List<String> unbalanced,
        List<String> breaches,
        List<BugCheckReport.Stopped> bugChecks,
        List<String> findings) {
    /** Packets lost under one reason. */
    public record Drop(String area, String reason, String text, long packets) {}
}
