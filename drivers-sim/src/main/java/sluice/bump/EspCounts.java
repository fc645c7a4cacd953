package sluice.bump;

/**
 * What an ESP driver has done.
 *
 * @param sealed packets sent under ESP
 * @param split ESP packets that were sent as fragments
 * @param refusedTooLong packets whose sender was told how much fits
 * @param opened packets that came out of ESP and were passed up
 * @param refused ESP packets that were not
 * @param bypassed frames of either direction that the policy does not speak of
 */
public record EspCounts(
        long sealed, long split, long refusedTooLong, long opened, long refused, long bypassed) {}
