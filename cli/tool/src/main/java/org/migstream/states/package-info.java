// SPDX-License-Identifier: Apache-2.0
/**
 * Shows the state machines of package {@link org.migstream.vfio}: every transition, or the path between two states.
 *
 * <p>{@code StatesJson} writes schema {@code migstream.states/1}; {@code StatesText} and {@code TransitionStepText} write
 * for people.
 */
package org.migstream.states;
