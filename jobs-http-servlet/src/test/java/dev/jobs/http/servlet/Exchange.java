package dev.jobs.http.servlet;

import java.util.List;

/**
 * A request and its answer.
 *
 * @param title what it shows
 * @param operation the method and path as the OpenAPI document names them; or of a service's own endpoint
 * @param headers of the request, names and values in turn
 */
record Exchange(String title, String operation, String method, String path, List<String> headers, Answer answer) {}
