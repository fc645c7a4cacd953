/**
 * The main job: a capture goes through a stack, its station played by stand-ins.
 *
 * <p>Three passes over the file: {@link sluice.replay.Survey} finds the station, {@link
 * sluice.replay.Planner} what it was and which sockets it had, {@link sluice.replay.Replay} plays
 * it. {@link sluice.replay.OwnAnswers} compares what the stack says by itself with what was
 * recorded.
 */
@NullMarked
package sluice.replay;

import org.jspecify.annotations.NullMarked;
