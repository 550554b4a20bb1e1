/**
 * {@code kms-policy replay}: judges the KMS events of CloudTrail on policy directories.
 *
 * <p>In: trails and policy directories. Out: a report as text or JSON. Knows the replay module and
 * the command line's input and output.
 */
@NullMarked
package io.kmspolicy.cli.replay;

import org.jspecify.annotations.NullMarked;
