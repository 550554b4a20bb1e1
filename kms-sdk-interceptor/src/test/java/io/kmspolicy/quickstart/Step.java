package io.kmspolicy.quickstart;

import io.kmspolicy.model.request.Decision;
import java.util.function.Consumer;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * One call of the quickstart.
 *
 * @param operation the operation
 * @param about the key, its encryption context and the like, for the table
 * @param expected the decision that the policies mean
 * @param call makes the call
 */
record Step(String operation, String about, Decision expected, Consumer<KmsClient> call) {}
