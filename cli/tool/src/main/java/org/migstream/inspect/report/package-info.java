// SPDX-License-Identifier: Apache-2.0
/**
 * The result of an inspection, and the classes that write it as text and JSON.
 *
 * <pre>
 *   StreamReport    --&gt; InspectJson         with StreamOutlineJson, SavedDeviceJson, DecodedStateJson, VmStateFieldsJson
 *                   --&gt; InspectText         with SavedDeviceText, DecodedStateText, SectionTable, VmStateFieldsText
 *                   --&gt; ConfigSpaceHexText  configuration spaces for lspci -F
 *   SnapshotReport  --&gt; SnapshotJson, SnapshotText
 * </pre>
 *
 * <p>A writer makes no decisions: the package {@code inspect} has already set severities and outcomes, and {@link
 * org.migstream.inspect.report.InspectionVerdict} makes the verdict of them. Scripts depend
 * on the schema {@code migstream.inspect/1}, which {@link org.migstream.inspect.report.InspectJson} documents.
 */
@NullMarked
package org.migstream.inspect.report;

import org.jspecify.annotations.NullMarked;
