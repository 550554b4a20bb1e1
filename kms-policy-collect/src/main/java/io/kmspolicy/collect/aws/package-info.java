/**
 * Reads the keys, users, roles and organization policies of an account from AWS, as texts of files.
 *
 * <p>In: SDK clients. Out: the files of one subject, such as a key, and why a layer could not be
 * read. Start at {@link io.kmspolicy.collect.aws.AwsAccount}. Knows the readers of the model, which
 * check each text; it does not know where files are kept.
 */
@NullMarked
package io.kmspolicy.collect.aws;

import org.jspecify.annotations.NullMarked;
