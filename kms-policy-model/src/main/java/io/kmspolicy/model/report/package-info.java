/**
 * What the reports of all modules share: the places of resources in files, what an answer means as
 * the exit status of a program, and the XML format of JUnit, which build servers read.
 *
 * <p>In: locations and decisions. Out: texts, members of JSON and statuses. Knows {@code json},
 * {@code policy} and {@code request}.
 */
@NullMarked
package io.kmspolicy.model.report;

import org.jspecify.annotations.NullMarked;
