// SPDX-License-Identifier: Apache-2.0
/**
 * The JSON Schemas (2020-12) of all documents that migstream writes or reads.
 *
 * <pre>
 *   DocumentSchema   the list of all documents: name, version and the resource NAME-VERSION.json of this package
 *   SchemaJson       reads the title of a schema
 * </pre>
 *
 * <p>A schema describes each member with its unit. It allows other members, because later versions may add some; the
 * tests check with a stricter copy that migstream itself writes no others ({@code DocumentValidator}). Each file is
 * complete: definitions that several schemas need are repeated, and {@code DocumentSchemaTest} checks that they are
 * equal. {@code cli/docs/json.md} is made from the schemas ({@code SchemaPageTest}).
 *
 * <p>To add a document, add a constant to {@code DocumentSchema} and its file. To add a member, describe it in the
 * schema; without this, the tests of its command fail.
 */
@NullMarked
package org.migstream.schema;

import org.jspecify.annotations.NullMarked;
