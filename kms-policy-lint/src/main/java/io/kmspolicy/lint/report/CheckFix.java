package io.kmspolicy.lint.report;

import io.kmspolicy.lint.fix.Fix;

/**
 * The fix of one of the checks that KMS makes for a call.
 *
 * @param action the action of the check
 * @param resource the ARN of what it is about
 * @param fix how to lift its denial
 */
public record CheckFix(String action, String resource, Fix fix) {}
