package io.kmspolicy.inputs.shape;

/**
 * What a file says about a user or role.
 *
 * @param name its name in the file
 * @param arn its ARN; the ARN of a session of a role whose path is not known
 * @param identity its identity policies, including those of its groups
 * @param boundary its permissions boundary; empty if it has none
 */
public record PrincipalSketch(
    String name, String arn, LayerSketch identity, LayerSketch boundary) {}
