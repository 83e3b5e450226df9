// SPDX-License-Identifier: Apache-2.0
/**
 * The report as one HTML page, to attach to a ticket.
 *
 * <pre>
 *   PageContent --&gt; HtmlReport        the order of the parts, and the bytes that each may use
 *                     PageHead          the policy that forbids scripts and resources, and the style sheet
 *                     SummaryPart       verdict, origin of the page, facts
 *                     StreamPicture     StreamScale
 *                     DeviceTablePart   one row for each device
 *                     FindingsPart      StateExcerpts, StreamExcerpts, HexExcerpt
 *                     DevicesPart       FieldTable, ConfigurationPart
 *                     CheckPart, DiffPart, ExplainPart
 *                     ClosingPart       what was not checked, next commands, finding codes
 *                     EmbeddedJson      the document of inspect --json
 *                   HtmlWriter        escapes all text
 * </pre>
 *
 * <p>The page decides nothing: words, order and severities come from {@link org.migstream.inspect.overview.Overview} and the
 * reports of the other commands. It needs no script and no network, and has at most {@value
 * org.migstream.html.HtmlReport#MAX_BYTES} bytes: what does not fit is counted.
 */
@NullMarked
package org.migstream.html;

import org.jspecify.annotations.NullMarked;
