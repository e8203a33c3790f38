mod functions;
mod plans;
