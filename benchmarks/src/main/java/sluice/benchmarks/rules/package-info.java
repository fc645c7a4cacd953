/** What rules cost. */
@org.jspecify.annotations.NullMarked
package sluice.benchmarks.rules;
