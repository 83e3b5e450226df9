// SPDX-License-Identifier: Apache-2.0
/**
 * The overview of an input: what an engineer must see first, on one screen.
 *
 * <pre>
 *   StreamReport --&gt; Overview --&gt; OverviewText
 *                     verdict         InspectionVerdict
 *                     facts           StreamFacts
 *                     devices         DeviceRow, with a StateVerdict
 *                     findings        FindingRanking, with the places that inspect.report.StatePlaces finds
 *                     unchecked       UncheckedParts
 *                     next            NextCommands
 * </pre>
 *
 * <p>{@link org.migstream.inspect.overview.Overview} has all decisions: the words of the verdicts, the order of rows and
 * findings, what was not checked, and which commands help. A renderer only lays them out. Text in it is escaped, except
 * where a comment says otherwise.
 */
@NullMarked
package org.migstream.inspect.overview;

import org.jspecify.annotations.NullMarked;
