package io.kmspolicy.inputs;

/** How {@link PolicyInputs} reads what a file leaves open. */
enum ReaderOption {
  /**
   * A policy of which values are missing is read as far as it is known; otherwise its layer is
   * unknown.
   */
  OPAQUE_VALUES,

  /**
   * Policies of AWS say of KMS what they said when AWS published them last; otherwise a layer with
   * one is unknown.
   */
  PUBLISHED_POLICIES,

  /**
   * Users and roles of a template that get their names when it is deployed have made-up names;
   * otherwise they are left out.
   */
  MADE_UP_NAMES
}
