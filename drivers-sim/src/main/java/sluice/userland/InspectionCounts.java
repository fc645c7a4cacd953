package sluice.userland;

/**
 * What an inspecting driver has counted. Every packet that asked for the program's word was shown,
 * refused for lack of room, or waits for room.
 *
 * @param shownSends sends put into the ring to the program
 * @param shownReceives received packets put there
 * @param forwarded packets that went on by the program's word, changed ones included
 * @param changed packets that went on with other octets
 * @param dropped packets that ended by the program's word
 * @param sendsLost sends that ended because the ring was full, their senders told SUCCESS
 * @param receivesLost received packets that ended because the ring was full
 * @param unseen sends that were passed down without room for a copy
 * @param refusedPended sends failed because too many waited already
 * @param released packets that went on or ended because the program was gone
 * @param rejected verdicts about packets that do not wait
 * @param reads requests to read, those that found nothing included
 * @param writes requests to write
 * @param signals how often the program's event was set
 */
public record InspectionCounts(
        long shownSends,
        long shownReceives,
        long forwarded,
        long changed,
        long dropped,
        long sendsLost,
        long receivesLost,
        long unseen,
        long refusedPended,
        long released,
        long rejected,
        long reads,
        long writes,
        long signals) {}
