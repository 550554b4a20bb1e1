/**
 * {@code kms-policy collect}: fills a policy directory from live AWS.
 *
 * <p>In: the readings of {@code collect.aws}. Out: the folders of a policy directory, each replaced
 * as a whole, and a journal of what was read, refused and when. Only {@link
 * io.kmspolicy.cli.collect.CollectCommand} is made when another command runs; it loads no class of
 * the AWS SDK before it is called.
 */
@NullMarked
package io.kmspolicy.cli.collect;

import org.jspecify.annotations.NullMarked;
