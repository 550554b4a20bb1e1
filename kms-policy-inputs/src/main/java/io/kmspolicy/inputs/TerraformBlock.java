package io.kmspolicy.inputs;

/**
 * A block of Terraform source, as its header names it.
 *
 * @param kind {@code resource}, {@code data} or {@code module}
 * @param type the type of the resource or data source; empty for a module
 * @param name the name
 */
public record TerraformBlock(String kind, String type, String name) {}
