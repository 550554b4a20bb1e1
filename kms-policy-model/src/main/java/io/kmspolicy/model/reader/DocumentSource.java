package io.kmspolicy.model.reader;

import io.kmspolicy.model.json.JsonCursor;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;

/** Reads the policy documents inside a scenario. */
@FunctionalInterface
interface DocumentSource {

  /** The document at the cursor. */
  PolicyDocument read(JsonCursor cursor, PolicyType type);
}
