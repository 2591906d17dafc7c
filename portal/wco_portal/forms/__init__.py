"""Forms made from the models of the spec: from a model to fields, from what was submitted to the data of the spec."""
