package sluice.replay;

import java.util.List;
import java.util.Optional;
import sluice.edge.HostStack;
import sluice.packet.LedgerStats;
import sluice.packet.PlaceStats;
import sluice.pcap.file.CaptureDamage;
import sluice.run.BugCheckReport;
import sluice.run.PartStats;
import sluice.run.RunResult;
import sluice.world.World;

/** All that one replay through one stack found; for the summaries. */
record ReplayResult(
        String host,
        StationPlan plan,
        FrameAccount account,
        Comparison ownAnswers,
        Comparison forwarded,
        Comparison sends,
        Comparison tcp,
        long notCompared,
        StandIns standIns,
        List<HostStack.LayerRow> layers,
        List<PartStats> parts,
        List<PlaceStats> places,
        LedgerStats totals,
        List<String> imbalances,
        List<RunResult.Breach> breaches,
        List<BugCheckReport.Stopped> bugChecks,
        List<String> findings,
        World.RunEnd end,
        long endNanos,
        long saidAfterwards,
        Optional<CaptureDamage> damage,
        List<String> story) {}
