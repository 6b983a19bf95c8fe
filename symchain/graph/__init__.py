"""The computational graph: columns of nodes, constructors in canonical form, handles, the walk."""
