/**
 * The closed vocabulary of KMS authorization: policy documents, grants, callers, requests and
 * answers, in the words of IAM. Every type is immutable and safe to share between threads; absent,
 * empty and unknown are different cases of a type and never {@code null}.
 */
@NullMarked
package io.kmspolicy.model;

import org.jspecify.annotations.NullMarked;
